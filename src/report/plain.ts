/** Makes text that came from elsewhere safe to print: nothing in it can move the cursor, hide itself or end a line. */

// C0, DEL and C1 controls, zero-width characters, line separators and what turns the writing direction.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

const escaped = (character: string): string =>
  character === '\n' ? ' ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** One printable line; a line break becomes a blank, any other control character its `\uXXXX`. */
export const plain = (text: string): string => text.toWellFormed().replace(/\r\n/g, '\n').replace(unprintable, escaped)

/** One line of JSON in which such characters are escapes too; `JSON.stringify` alone leaves most of them. */
export const jsonLine = (value: unknown): string => JSON.stringify(value).replace(unprintable, escaped)
