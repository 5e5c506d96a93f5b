/*
 * The only place that talks to the server's JSON API (the live stream is in stream.ts). Same-origin session cookie.
 * Every failure is an ApiError: status 0 means the server could not be reached.
 */

import { signal } from "@preact/signals";
import { hasText, locale, t, type TextKey } from "./i18n";
import type { Attachment } from "./types";

/* `reason` names a sentence of ours, `about` the name or number in it. */
interface Detail {
  error?: string;
  reason?: string;
  about?: string;
  description?: string;
}

interface ErrorBody {
  error?: string | { title?: string; message?: string };
  description?: string;
  details?: Record<string, Detail[]>;
  /* the shape that webhooks have */
  errors?: { code?: string; detail?: string; reason?: string; about?: string; source?: { pointer?: string } | null }[];
}

/* True after a 401: the session ended and the person has to sign in again. */
export const signedOut = signal(false);

/* Who this page works for; the server refuses what comes with the cookie of somebody else. 0: not yet known */
let worker = 0;

export function workFor(user: number): void {
  worker = user;
}

function named(): Record<string, string> {
  return worker ? { "X-Tend-User": String(worker) } : {};
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfter: number,
    /* What is wrong with single fields of what was sent, by the field's name in the API. */
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
  }
}

/* The server speaks English; its commonest words have ours in other languages, and those about what is taken in each. */
const refusals: Record<string, TextKey> = {
  DuplicateValue: "agent.refused.taken",
  BlankValue: "agent.refused.blank",
  TooLong: "agent.refused.long",
  TooShort: "agent.refused.short",
  TooManyValues: "agent.refused.many",
};

function detailWords({ error = "", reason = "", about = "", description = "" }: Detail): string {
  const own = [`agent.refused.${reason}`, `settings.refused.${reason}`].find(hasText);
  if (own) return t(own, { about });
  const known = refusals[error];
  return known && (locale !== "en" || error === "DuplicateValue") ? t(known) : description;
}

/* What is wrong, by the field's name in the API. */
function fieldWords({ details = {}, errors = [] }: ErrorBody): Record<string, string> {
  const words = Object.entries(details).map(([name, list]) => [name, list.map(detailWords).filter(Boolean).join(" ")]);
  const listed = errors.map(({ code = "", detail = "", source, ...more }) => {
    return [source?.pointer ?? "", detailWords({ ...more, error: code, description: detail })];
  });
  return Object.fromEntries([...words, ...listed]) as Record<string, string>;
}

function serverWords(body: ErrorBody): string {
  const said = Object.values(fieldWords(body)).filter(Boolean).join(" ");
  return said || (body.description ?? (typeof body.error === "object" ? (body.error.message ?? "") : ""));
}

const ownWords: Record<number, TextKey> = {
  0: "agent.error.offline",
  401: "agent.error.signed_out",
  403: "agent.error.forbidden",
  404: "agent.error.not_found",
  409: "agent.error.conflict",
  413: "agent.error.too_large",
  429: "agent.error.too_many",
  503: "agent.error.busy",
  507: "agent.error.full",
};

export function makeError(status: number, text: string, retryAfterHeader: string | null): ApiError {
  let body: ErrorBody = {};
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    body = {};
  }
  const retryAfter = Math.max(0, Number(retryAfterHeader) || 0);
  const own = ownWords[status];
  const fallback = own ? t(own, { seconds: retryAfter || 5 }) : t("agent.error.other", { status });
  const message = status === 422 || status === 400 ? serverWords(body) || fallback : fallback;
  const code = typeof body.error === "string" ? body.error : "";
  if (status === 401) signedOut.value = true;
  return new ApiError(status, code, message, retryAfter, fieldWords(body));
}

/* What the start asks for before anybody needs it. Each answer is taken once, and asked for anew when it was none. */
const ahead = new Map<string, Promise<Response | null>>();

export function askAhead(path: string): void {
  const init: RequestInit = { headers: { Accept: "application/json" }, credentials: "same-origin" };
  ahead.set(path, fetch(`/api/v2/${path}`, init).catch(() => null));
}

/* What was not taken until now is no longer what the server would say. */
export function forgetAhead(): void {
  ahead.clear();
}

async function answer(path: string, init: RequestInit): Promise<Response> {
  const early = init.method === "GET" ? ahead.get(path) : undefined;
  if (!early) return fetch(`/api/v2/${path}`, init);
  ahead.delete(path);
  const response = await early;
  return response?.ok ? response : fetch(`/api/v2/${path}`, init);
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, more = named()): Promise<T> {
  const init: RequestInit = { method, headers: { Accept: "application/json", ...more }, credentials: "same-origin" };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { Accept: "application/json", "Content-Type": "application/json", ...more };
    init.body = JSON.stringify(body);
  }
  let response: Response;
  let text: string;
  try {
    response = await answer(path, init);
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw makeError(0, "", null);
  }
  if (!response.ok) throw makeError(response.status, text, response.headers.get("Retry-After"));
  return (text ? JSON.parse(text) : undefined) as T;
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return call<T>("GET", path, undefined, signal);
}

export function put<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  return call<T>("PUT", path, body, undefined, { ...named(), ...headers });
}

export function post<T>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<T> {
  return call<T>("POST", path, body, undefined, { ...named(), ...headers });
}

/* Who is signed in, whoever that is. */
export function getWhoIsHere<T>(): Promise<T> {
  return call<T>("GET", "users/me", undefined, undefined, {});
}

export function patch<T>(path: string, body: unknown): Promise<T> {
  return call<T>("PATCH", path, body);
}

export function remove<T = void>(path: string): Promise<T> {
  return call<T>("DELETE", path);
}

/* More than browsers send behind a page. */
const KEEPALIVE_MAX = 60000;

/* Sent though the page goes away; nobody waits for the answer. */
export function sendLeaving(method: string, path: string, value: unknown): void {
  const body = JSON.stringify(value);
  if (body.length > KEEPALIVE_MAX) return;
  const headers = { "Content-Type": "application/json", ...named() };
  void fetch(`/api/v2/${path}`, { method, credentials: "same-origin", keepalive: true, headers, body }).catch(() => undefined);
}

/* Words for any failure: the server's own where there are some. */
export function errorText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/* May the same succeed later, as it is? */
export function mayPass(cause: unknown): boolean {
  return cause instanceof ApiError && (cause.status === 0 || cause.status === 429 || cause.status >= 500);
}

export interface Upload {
  token: string;
  attachment: Attachment;
}

/* Sends one file; XMLHttpRequest, because fetch tells no progress of what is sent. */
export function sendFile<T>(path: string, file: File, onProgress?: (part: number) => void, abort?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v2/${path}?filename=${encodeURIComponent(file.name)}`);
    const headers = { "Content-Type": file.type || "application/octet-stream", ...named() };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    request.onerror = () => reject(makeError(0, "", null));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as T);
      else reject(makeError(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    };
    abort?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

export async function upload(file: File, onProgress: (part: number) => void, abort: AbortSignal): Promise<Upload> {
  return (await sendFile<{ upload: Upload }>("uploads", file, onProgress, abort)).upload;
}
