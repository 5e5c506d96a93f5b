/* Finding people while somebody types: by name or by the beginning of an address. */

import { get } from "../core/api";
import type { User } from "../core/types";
import type { Option } from "../ui/combobox";

const FROM_LETTERS = 2;
const OFFERED = 8;

export async function findPeople(typed: string): Promise<User[]> {
  if (typed.trim().length < FROM_LETTERS) return [];
  const { users } = await get<{ users: User[] }>(`users/search?query=${encodeURIComponent(typed)}&per_page=${OFFERED}`);
  return users;
}

export function personOption(user: User): Option {
  return { value: String(user.id), label: user.name, hint: user.email ?? "" };
}

export function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());
}
