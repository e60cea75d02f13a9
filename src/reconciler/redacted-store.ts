/** The store as commands write to it: no secret gets into a text that is kept. */
import type { Store } from '../../state/store.ts'

export const redactedStore = (store: Store, redact: (text: string) => string): Store => ({
  ...store,
  saveNode: (record) =>
    store.saveNode({
      ...record,
      conditions: record.conditions.map(({ fix, ...condition }) => ({
        ...condition,
        message: redact(condition.message),
        ...(fix === undefined ? {} : { fix: redact(fix) }),
      })),
    }),
  appendEvent: (event) => store.appendEvent({ ...event, message: redact(event.message) }),
  saveProblems: (path, problems) =>
    store.saveProblems(
      path,
      problems.map(({ hint, ...problem }) => ({
        ...problem,
        file: redact(problem.file),
        message: redact(problem.message),
        ...(hint === undefined ? {} : { hint: redact(hint) }),
      })),
    ),
  saveWatch: (record) => store.saveWatch({ ...record, paths: record.paths.map(redact) }),
  saveSighting(sighting) {
    const { clusterKey, vmid, signature, view } = sighting
    // A view with something taken out would be a wrong one: the next run has to read the guest again.
    if (redact(view) === view && redact(signature) === signature) store.saveSighting(sighting)
    else store.removeSighting(clusterKey, vmid)
  },
  answerRequest: (id, state, answer) => store.answerRequest(id, state, redact(answer)),
})
