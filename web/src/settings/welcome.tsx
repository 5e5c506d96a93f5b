/* Written by its owner. */

export function Welcome() {
  return null;
}
