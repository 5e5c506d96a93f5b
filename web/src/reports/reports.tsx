/* Written by its owner. */

export function Reports() {
  return null;
}
