/* Boxes that hang from a button: moved by what of them would stand over the edge of the window. */

import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const EDGE_PX = 4;

function shift(start: number, end: number, room: number): number {
  return Math.max(EDGE_PX - start, 0) || Math.min(room - EDGE_PX - end, 0);
}

export function useInside(box: RefObject<HTMLElement | null>, open: boolean): void {
  useLayoutEffect(() => {
    if (!open) return undefined;
    const fit = () => {
      const element = box.current;
      if (!element) return;
      element.style.translate = "";
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const { clientWidth, clientHeight } = document.documentElement;
      element.style.translate = `${shift(left, right, clientWidth)}px ${shift(top, bottom, clientHeight)}px`;
    };
    fit();
    addEventListener("resize", fit);
    return () => removeEventListener("resize", fit);
  }, [open]);
}
