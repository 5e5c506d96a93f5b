/* A row that is about to go leaves the focus in its list. */

const focusable = "button, select, input";

/* To the same button of the next row, else of the one before, else to what stands below the list. */
export function focusBeside(button: HTMLElement): void {
  const row = button.closest("li");
  const beside = row?.nextElementSibling ?? row?.previousElementSibling;
  const place = row ? [...row.querySelectorAll("button")].indexOf(button as HTMLButtonElement) : -1;
  const below = row?.parentElement?.nextElementSibling;
  const next = beside ? beside.querySelectorAll("button")[place] : below?.matches(focusable) ? below : below?.querySelector(focusable);
  if (next instanceof HTMLElement) next.focus();
}
