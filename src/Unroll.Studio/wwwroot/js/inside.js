// What a training looked like inside: the verdict, gradients against distance, gates.
import { byId, element, fixed, percent, table } from './dom.js';
import { heatCell } from './heat.js';

const DISTANCES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const FAINTEST = 6;
const WEIGHTS = { Problem: 'Problem', Hint: 'Worth knowing', Good: 'Good' };

export function showFindings(findings) {
  byId('findings').replaceChildren(...findings.map(one => element('li', { class: `finding ${one.weight.toLowerCase()}` },
    element('strong', {}, `${WEIGHTS[one.weight]}: `), one.what, ...(one.mend ? [element('span', { class: 'mend' }, ` To mend it: ${one.mend}.`)] : []))));
}

export function showInside(levels) {
  byId('inside').hidden = levels.length === 0;
  if (levels.length === 0) return;
  const longest = Math.max(...levels.map(level => level.longest)), distances = DISTANCES.filter(distance => distance <= longest);
  byId('reach').replaceChildren(table('Share of a gradient left after so many tokens', ['Layer', ...distances.map(distance => `${distance} ${distance === 1 ? 'token' : 'tokens'}`)],
    levels.map(level => [level.name, ...distances.map(distance => reachCell(level.reach.find(reach => reach.distance === distance)))])));
  byId('gates').replaceChildren(table('Gates', ['Layer', 'Gate', 'Open on average', 'Closed', 'Wide open', 'Half forgotten after'],
    levels.flatMap(level => level.gates.map(gate => [level.name, gate.name, gate.name === 'state' ? fixed(gate.mean, 2) : percent(gate.mean, 0), percent(gate.closed, 0), percent(gate.open, 0),
      ['forget gate', 'update gate'].includes(gate.name) && level.memory ? `${fixed(level.memory.median, 1)} tokens` : '–']))));
}

// A shade for each power of ten: a gradient a millionth as long is none.
function reachCell(reach) {
  if (!reach) return '–';
  const { ratio } = reach;
  return heatCell(ratio >= 0.01 && ratio < 100 ? fixed(ratio, 2) : ratio.toExponential(0).replace('-', '−'), Math.max(0, 1 + Math.log10(Math.max(ratio, 1e-30)) / FAINTEST));
}
