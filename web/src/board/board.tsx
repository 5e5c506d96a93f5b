/* Written by its owner. */

export function Board() {
  return null;
}
