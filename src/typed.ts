/** Commands that texts tell people to type: what this run was told is said again in them, so that they can be pasted. */

/** By the verb that a text names, all words of that command after `homestak`. */
export type Typed = ReadonlyMap<string, readonly string[]>

const verbs = /\bhomestak (reconcile|diff|destroy|manifest validate|image (?:fetch|remove))\b/g

/** Texts name only the verb and what is new; the rest follows the verb. */
export const asTyped = (text: string, typed: Typed | undefined): string =>
  text.replace(verbs, (bare, verb: string) => {
    const words = typed?.get(verb)
    return words ? commandText(words) : bare
  })

export const typedHold = <Hold extends { readonly fix: string }>(hold: Hold, typed: Typed | undefined): Hold => ({
  ...hold,
  fix: asTyped(hold.fix, typed),
})

/** As a shell takes it. */
export const commandText = (words: readonly string[]): string => ['homestak', ...words].map(quoted).join(' ')

const quoted = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
