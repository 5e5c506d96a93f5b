/*
 * Which ticket stands where in a long list of which only some windows are here. Places are those of the server's kept
 * list; rows that left it are hidden, so what is shown closes up without the places changing.
 */

export const WINDOW = 100;
const KEPT_WINDOWS = 10;

export class ListWindows {
  private readonly windows = new Map<number, readonly number[]>();
  private readonly hidden: number[] = [];

  constructor(
    readonly list: string,
    readonly total: number,
  ) {}

  /* Rows that are shown. */
  get count(): number {
    return this.total - this.hidden.length;
  }

  put(offset: number, ids: readonly number[]): void {
    this.windows.set(Math.floor(offset / WINDOW), ids);
  }

  /* Place in the server's list of the row that is shown at `index`. */
  placeOf(index: number): number {
    let place = index;
    for (const gone of this.hidden) if (gone <= place) place += 1;
    return place;
  }

  /* Where a place is shown; of a hidden one: where the next is. */
  indexOfPlace(place: number): number {
    return place - this.hidden.filter((gone) => gone < place).length;
  }

  /* The ticket at `index`; null when its window is not here. */
  idAt(index: number): number | null {
    const place = this.placeOf(index);
    return this.windows.get(Math.floor(place / WINDOW))?.[place % WINDOW] ?? null;
  }

  private findPlace(id: number): number {
    for (const [number, ids] of this.windows) {
      const at = ids.indexOf(id);
      if (at >= 0) return number * WINDOW + at;
    }
    return -1;
  }

  /* Where the ticket is shown; -1 when it is hidden or not here. */
  indexOf(id: number): number {
    const place = this.findPlace(id);
    return place < 0 || this.hidden.includes(place) ? -1 : this.indexOfPlace(place);
  }

  has(id: number): boolean {
    return this.indexOf(id) >= 0;
  }

  hide(id: number): void {
    const place = this.findPlace(id);
    if (place < 0 || this.hidden.includes(place)) return;
    this.hidden.push(place);
    this.hidden.sort((a, b) => a - b);
  }

  /* Whether what stands at this place of the server's list is not shown. */
  isHidden(place: number): boolean {
    return this.hidden.includes(place);
  }

  show(place: number): void {
    this.hidden.splice(this.hidden.indexOf(place), 1);
  }

  hiddenBetween(from: number, to: number): number {
    return this.hidden.filter((place) => place >= from && place < to).length;
  }

  /* Offsets of the windows that the shown rows first..last need and that are not here. */
  missing(first: number, last: number): number[] {
    if (this.count === 0) return [];
    const from = Math.floor(this.placeOf(Math.max(0, first)) / WINDOW);
    const to = Math.floor(Math.min(this.total - 1, this.placeOf(Math.max(0, last))) / WINDOW);
    const offsets: number[] = [];
    for (let number = from; number <= to; number += 1) if (!this.windows.has(number)) offsets.push(number * WINDOW);
    return offsets;
  }

  /* Forgets the windows farthest from the row shown at `index`; answers the tickets that went with them. */
  forgetFar(index: number, keep: (id: number) => boolean): number[] {
    const here = Math.floor(this.placeOf(index) / WINDOW);
    const far = [...this.windows.keys()].sort((a, b) => Math.abs(b - here) - Math.abs(a - here));
    const lost: number[] = [];
    while (this.windows.size > KEPT_WINDOWS) {
      const number = far.shift() as number;
      lost.push(...(this.windows.get(number) ?? []).filter((id) => !keep(id)));
      this.windows.delete(number);
    }
    return lost;
  }

  loaded(): number[] {
    const shown = ([number, ids]: [number, readonly number[]]) => ids.filter((_, at) => !this.hidden.includes(number * WINDOW + at));
    return [...this.windows].sort(([a], [b]) => a - b).flatMap(shown);
  }
}

/* Rows of one height with headings between them: where each stands, and which is at a height. */
export class ListGeometry {
  constructor(
    private readonly row: number,
    private readonly head: number,
    readonly count: number,
    /* indexes before which a heading stands, ascending */
    readonly heads: readonly number[],
  ) {}

  private headsUpTo(index: number): number {
    let [low, high] = [0, this.heads.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.heads[middle] as number) <= index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  top(index: number): number {
    return index * this.row + this.headsUpTo(index) * this.head;
  }

  get height(): number {
    return this.count * this.row + this.heads.length * this.head;
  }

  /* The last row that begins at or above y. */
  at(y: number): number {
    let [low, high] = [0, Math.max(0, this.count - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
