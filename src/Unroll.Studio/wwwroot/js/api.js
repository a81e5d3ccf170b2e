// Questions to the studio.

/** Sends JSON and gives what comes back; an Error holds the one line that says what was wrong. */
export async function ask(address, question, signal) {
  return answerOf(await fetch(address, {
    method: 'POST', body: JSON.stringify(question), headers: { 'content-type': 'application/json' }, signal,
  }));
}

/** Sends a file and gives what comes back. The address ends where the file's name goes. */
export async function send(address, file, signal) {
  return answerOf(await fetch(address + encodeURIComponent(file.name), {
    method: 'POST', body: file, headers: { 'content-type': 'application/octet-stream' }, signal,
  }));
}

export async function get(address) {
  return answerOf(await fetch(address));
}

export async function answerOf(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  let problem = {};
  try {
    problem = await response.json();
  } catch { /* not JSON: the status says it all */ }
  throw new Error(problem.detail ?? `the studio answered ${response.status}.`);
}

/**
 * Calls `work` with a signal a moment after the last call, and gives up what an earlier call began.
 * `failed` hears of what went wrong.
 */
export function soon(work, failed, delay = 200) {
  let timer = 0, controller = new AbortController();
  return () => {
    clearTimeout(timer);
    controller.abort();
    controller = new AbortController();
    const { signal } = controller;
    timer = setTimeout(async () => {
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) failed(error);
      }
    }, delay);
  };
}

/** Shows what went wrong in a line, or clears it. */
export function say(line, text, isProblem = false) {
  line.textContent = text;
  line.classList.toggle('problem', isProblem);
}
