import { bars, byId, percent, table } from '../dom.js';
import { ask, say, soon } from '../api.js';

const MOST_CLASSES = 8;
const text = byId('text'), summary = byId('summary'), first = byId('first'), second = byId('second');

function ranked(answer) {
  return answer.labels.map((label, i) => [label, answer.probabilities[i]]).sort((a, b) => b[1] - a[1]);
}

function show(answer) {
  const one = ranked(answer.first), other = ranked(answer.second);
  say(summary, one[0][0] === other[0][0]
    ? `They agree: ${one[0][0]}. ${first.value} gives it ${percent(one[0][1])}, ${second.value} ${percent(other[0][1])}.`
    : `They differ: ${first.value} says ${one[0][0]} (${percent(one[0][1])}), ${second.value} says ${other[0][0]} (${percent(other[0][1])}).`);
  bars(byId('first-bars'), one.slice(0, MOST_CLASSES), one[0][0]);
  bars(byId('second-bars'), other.slice(0, MOST_CLASSES), other[0][0]);
  byId('words').replaceChildren(table('Both answers after each word', ['Word', first.value, 'Its share', second.value, 'Its share', 'Same'],
    answer.first.words.map((word, i) => {
      const beside = answer.second.words[i];
      return [word.word, word.label, percent(word.probability), beside.label, percent(beside.probability), word.label === beside.label ? 'yes' : 'no'];
    })));
}

const refresh = soon(async signal => {
  byId('first-title').textContent = first.value;
  byId('second-title').textContent = second.value;
  if (text.value.trim() === '') {
    say(summary, 'Type a text to see both answers.');
    for (const id of ['first-bars', 'second-bars', 'words']) byId(id).replaceChildren();
  } else {
    show(await ask('/api/compare', { first: first.value, second: second.value, text: text.value }, signal));
  }
}, error => say(summary, error.message, true));

for (const field of [text, first, second]) field.addEventListener('input', refresh);
