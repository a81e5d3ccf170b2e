import { byId, element, takesFiles } from '../dom.js';
import { ask, say, send } from '../api.js';
import { showProfile } from '../training/profile.js';
import { follow } from '../training/progress.js';

const app = byId('app'), drop = byId('drop'), file = byId('file'), status = byId('table-status');
const form = byId('options'), textColumns = byId('text-columns'), labelColumn = byId('label-column');
let table = null;

async function read(chosen) {
  say(status, `Reading ${chosen.name} …`);
  byId('columns').hidden = form.hidden = true;
  try {
    table = await send('/api/tables?name=', chosen);
    showColumns();
    await profile();
  } catch (error) {
    say(status, error.message, true);
  }
}

function showColumns() {
  const { columns, rows, hasHeader, text, label } = table.columns;
  say(status, `${table.name}: ${rows.toLocaleString('en-US')} rows, ${columns.length} columns${hasHeader ? '' : ', no header: columns are called by their number'}.`);
  textColumns.replaceChildren(...columns.map((column, i) => element('label', {},
    element('input', { type: 'checkbox', value: i, checked: text.includes(i), change: profile }), ` ${column.name} `,
    element('span', { class: 'quiet' }, `(${column.averageWords.toFixed(1)} words)`))));
  labelColumn.replaceChildren(...(label === null ? [element('option', { value: '' }, 'choose one')] : []),
    ...columns.map((column, i) => element('option', { value: i, selected: i === label }, `${column.name} (${column.distinct >= 1000 ? 'many' : column.distinct} values)`)));
  byId('name').value = table.name.replace(/\.[^]*$/, '').replace(/[^\p{L}\p{N}_-]+/gu, '-').slice(0, 64) || 'model';
  byId('columns').hidden = false;
}

const nameOf = i => table.columns.hasHeader ? table.columns.columns[i].name : String(Number(i) + 1);

/** The table with the columns that are chosen now. */
function chosenColumns() {
  const text = [...textColumns.querySelectorAll('input:checked')].map(box => nameOf(box.value));
  return { id: table.id, text: text.length > 0 ? text : null, label: labelColumn.value === '' ? null : nameOf(labelColumn.value) };
}

async function profile() {
  try {
    showProfile(byId('profile'), await ask('/api/tables/profile', chosenColumns()));
    form.hidden = false;
  } catch (error) {
    byId('profile').replaceChildren(element('p', { class: 'problem' }, error.message));
    form.hidden = true;
  }
}

async function start(event) {
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  const number = name => Number(values[name]);
  try {
    const { id } = await ask('/api/trainings', {
      table: chosenColumns(), name: values.name, cell: values.cell, hiddenSize: number('hiddenSize'), layers: number('layers'),
      bidirectional: 'bidirectional' in values, embeddingSize: number('embeddingSize'), dropout: number('dropout'), batchSize: number('batchSize'),
      learningRate: number('learningRate'), epochs: number('epochs'), balanceClasses: 'balanceClasses' in values, seed: number('seed'),
    });
    say(byId('options-status'), '');
    followHere(id, true);
  } catch (error) {
    say(byId('options-status'), error.message, true);
  }
}

function followHere(id, focus) {
  byId('start').disabled = true;
  byId('result').hidden = true;
  follow(id, focus, () => { byId('start').disabled = false; });
}

takesFiles(file, drop, read);
labelColumn.addEventListener('change', profile);
form.addEventListener('submit', start);
if (app.dataset.current) followHere(app.dataset.current, false);
