// Elements and numbers.

export const byId = id => document.getElementById(id);

/** An element with attributes (true: present, false or null: absent; functions: listeners) and children (texts or elements). */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (key.startsWith('--')) made.style.setProperty(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat());
  return made;
}

/** A table: heads are texts, rows are lists of cells; the first cell of a row is its head. */
export function table(caption, heads, rows) {
  return element('table', {},
    element('caption', { class: 'unseen' }, caption),
    element('thead', {}, element('tr', {}, heads.map(head => element('th', { scope: 'col' }, head)))),
    element('tbody', {}, rows.map(cells => element('tr', {}, cells.map((cell, i) =>
      i === 0 ? element('th', { scope: 'row' }, cell) : cell instanceof HTMLTableCellElement ? cell : element('td', {}, cell))))));
}

// The blank keeps number and unit in one line.
export const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}\u00A0%`;
export const count = value => Math.round(value).toLocaleString('en-US');
export const fixed = (value, digits = 3) => Number.isFinite(value) ? value.toFixed(digits).replace('-', '−') : '–';

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${seconds.toFixed(1)}\u00A0s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** White space and the end of a text as something that can be seen. */
export const visible = text => text === '</s>' ? '(end)' : text.replaceAll('\n', '↵').replaceAll('\t', '⇥').replace(/^ | $/g, '␣') || '∅';

/** Calls `take` with the file that is chosen in `input`, or dropped on `area`. */
export function takesFiles(input, area, take) {
  input.addEventListener('change', () => input.files.length > 0 && take(input.files[0]));
  for (const kind of ['dragover', 'dragleave', 'drop']) {
    area.addEventListener(kind, event => {
      event.preventDefault();
      area.classList.toggle('over', kind === 'dragover');
      if (kind === 'drop' && event.dataTransfer.files.length > 0) take(event.dataTransfer.files[0]);
    });
  }
}

/** A list of labels with their shares, as numbers and bars. `mark` names the label to stand out. */
export function bars(list, entries, mark) {
  // Rows are reused, so that nothing jumps and bars can grow.
  while (list.children.length > entries.length) list.lastChild.remove();
  while (list.children.length < entries.length) {
    list.append(element('li', {}, element('span', { class: 'name' }), element('span', { class: 'bar', 'aria-hidden': 'true' }), element('span', { class: 'number' })));
  }
  entries.forEach(([name, share], i) => {
    const [label, bar, number] = list.children[i].children;
    label.textContent = name;
    label.title = name;
    bar.style.setProperty('--share', share);
    number.textContent = percent(share);
    list.children[i].classList.toggle('best', name === mark);
  });
}
