import { bars, byId, element, percent, table } from '../dom.js';
import { ask, say, soon } from '../api.js';
import { look, lookAway, offerAnswers } from '../microscope.js';

const MOST_CLASSES = 12;
const model = byId('app').dataset.model;
const text = byId('text'), summary = byId('summary');
let known = false;

function show(answer) {
  const ranked = answer.labels.map((label, i) => [label, answer.probabilities[i]]).sort((a, b) => b[1] - a[1]);
  const [[best, probability], [second, less]] = ranked;
  say(summary, `${best}, ${percent(probability)}; then ${second}, ${percent(less)}.`);
  bars(byId('probabilities'), ranked.slice(0, MOST_CLASSES), best);
  byId('words').replaceChildren(table('The answer after each word', ['Word', 'Answer', 'Its share', `Share of ${best}`],
    answer.words.map(word => [word.word, word.label, percent(word.probability), shareCell(word.probabilities[answer.labels.indexOf(best)])])),
    ...(answer.more > 0 ? [element('p', { class: 'quiet' }, `${answer.more} more words are read but not shown.`)] : []));
}

const shareCell = share => element('td', { class: 'share' }, element('span', { class: 'bar', '--share': share, 'aria-hidden': 'true' }), element('span', { class: 'number' }, percent(share)));

function clear() {
  say(summary, 'Type a text to see an answer.');
  byId('probabilities').replaceChildren();
  byId('words').replaceChildren();
  lookAway();
}

const refresh = soon(async signal => {
  if (text.value.trim() === '') {
    clear();
    return;
  }

  // The answer first: the microscope takes a little longer.
  const answer = await ask('/api/classify', { model, text: text.value }, signal);
  show(answer);
  if (!known) {
    known = true;
    offerAnswers(answer.labels, refresh);
  }

  await look(model, text.value, signal);
}, error => say(summary, error.message, true));

text.addEventListener('input', refresh);
