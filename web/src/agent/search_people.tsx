/* Whom the bare words of a search name: the words of tickets do not hold their customer, so the way to those tickets is offered. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import { go, route } from "../core/router";
import type { User } from "../core/types";
import { PERSON_ID } from "./focus";
import { findPeople, isAddress } from "./people_search";
import { list } from "./queue_store";
import { parsed } from "./search_store";

const SHOWN = 3;

const people = signal<readonly User[]>([]);

/* No ticket has the words, and they name somebody. */
export function onlyPeople(): boolean {
  return people.value.length > 0 && list.value.windows.count === 0;
}

function ticketsOf(user: User): string {
  return `requester:${user.email ?? user.id}`;
}

/* An address alone means its owner. */
function ownerOf(query: string, found: readonly User[]): User | undefined {
  return isAddress(query) ? found.find(({ email }) => email?.toLowerCase() === query.toLowerCase()) : undefined;
}

/* What was looked for, without quotes; empty when fields are asked for. */
function wordsOf(query: string): string {
  const { text, parts } = parsed.value;
  const plain = text === query && parts.every(({ kind, negated }) => !negated && (kind === "word" || kind === "phrase"));
  return plain ? query.replaceAll('"', "").trim() : "";
}

export function SearchPeople() {
  const { query } = route.value;
  const words = wordsOf(query);
  useEffect(() => {
    people.value = [];
    if (!words) return undefined;
    let wanted = true;
    const take = (found: readonly User[]) => {
      if (!wanted) return;
      const owner = ownerOf(words, found);
      if (owner) go({ query: ticketsOf(owner) }, true);
      else people.value = found.slice(0, SHOWN);
    };
    findPeople(words).then(take, () => undefined);
    return () => {
      wanted = false;
    };
  }, [words]);
  if (people.value.length === 0) return null;
  return (
    <ul class="search-people" aria-label={t("queue.search.people")}>
      {people.value.map((user, at) => (
        <li key={user.id}>
          <button type="button" {...(at === 0 ? { id: PERSON_ID } : {})} class="text-button" onClick={() => go({ query: ticketsOf(user), ticket: null })}>
            {t("queue.search.tickets_of", { name: user.name })}
          </button>{" "}
          <bdi class="muted">{user.email}</bdi>
        </li>
      ))}
    </ul>
  );
}
