// Tables of shares, where the background says the same as the number.
import { element } from './dom.js';

/** A cell with a number. `strength` is −1 to 1; its sign chooses the colour, and is in the number too. */
export function heatCell(text, strength, attributes = {}) {
  return element('td', { class: `heat ${strength < 0 ? 'minus' : 'plus'}`, '--heat': Math.min(1, Math.abs(strength)).toFixed(3), ...attributes }, text);
}
