/* Buttons that are off for a moment (while an answer is awaited, say) keep the focus: they say that they are off, and a press does nothing. */

function refuse(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/* Stands among the properties of the button, in place of `disabled`. */
export function offWhile(off: boolean) {
  return off ? { "aria-disabled": true as const, onClickCapture: refuse } : {};
}
