/*
 * Changes of tickets that could not be sent because the server was out of reach: kept in IndexedDB, so that a reload or
 * a crash takes nothing, and sent in order by one tab when the server is back. Each has a key, so that an answer that
 * was lost on its way makes nothing happen twice.
 */

import { signal } from "@preact/signals";
import { ApiError } from "./api";

export interface Parcel<T> {
  id?: number;
  /* Whose it is: what one person left behind is not sent by the next one at this browser. */
  owner: number;
  key: string;
  edit: T;
}

/* How many wait, of the person who is signed in. */
export const waitingEdits = signal(0);

const STORE = "edits";
const LOCK = "tend-outbox";
/* What this page itself has kept: it gets the thing back and not its copy, since its way back hangs on it. */
const mine = new Map<string, unknown>();
const channel = new BroadcastChannel("tend-outbox");
let opened: Promise<IDBDatabase> | null = null;

function asPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

function database(): Promise<IDBDatabase> {
  if (!opened) {
    const request = indexedDB.open("tend-outbox", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    opened = asPromise(request);
    opened.catch(() => {
      opened = null;
    });
  }
  return opened;
}

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await database()).transaction(STORE, mode).objectStore(STORE);
}

async function all<T>(owner: number): Promise<Parcel<T>[]> {
  const parcels = await asPromise((await store("readonly")).getAll() as IDBRequest<Parcel<T>[]>);
  return parcels.filter((parcel) => parcel.owner === owner);
}

export async function countWaiting(owner: number): Promise<void> {
  try {
    waitingEdits.value = (await all(owner)).length;
  } catch {
    /* no IndexedDB here: nothing waits */
  }
}

/* Keeps an edit for later; false when this browser cannot. */
export async function keepForLater<T>(owner: number, edit: T, key: string): Promise<boolean> {
  try {
    await asPromise((await store("readwrite")).add({ owner, key, edit } satisfies Parcel<T>));
  } catch {
    return false;
  }
  mine.set(key, edit);
  await countWaiting(owner);
  channel.postMessage("changed");
  return true;
}

async function sendAll<T>(owner: number, send: (edit: T, key: string) => Promise<void>, refused: (edit: T, cause: unknown) => void): Promise<void> {
  for (const parcel of await all<T>(owner)) {
    const edit = (mine.get(parcel.key) ?? parcel.edit) as T;
    try {
      await send(edit, parcel.key);
    } catch (cause) {
      if (cause instanceof ApiError && [0, 401, 429, 503].includes(cause.status)) return;
      refused(edit, cause);
    }
    mine.delete(parcel.key);
    await asPromise((await store("readwrite")).delete(parcel.id as number));
    await countWaiting(owner);
    channel.postMessage("changed");
  }
}

/* Sends what waits, in order; stops when the server is out of reach again. One tab at a time does it. */
export async function sendWaiting<T>(owner: number, send: (edit: T, key: string) => Promise<void>, refused: (edit: T, cause: unknown) => void): Promise<void> {
  if (!owner) return;
  await countWaiting(owner);
  if (waitingEdits.peek() === 0) return;
  const work = () => sendAll(owner, send, refused);
  if (!("locks" in navigator)) return work();
  await navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
}

/* Another tab kept or sent something. */
export function onOutboxElsewhere(listener: () => void): void {
  channel.addEventListener("message", listener);
}
