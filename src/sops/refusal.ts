/** Why a file cannot be encrypted or decrypted. Says nothing of what the file keeps secret. */
export class Refusal extends Error {
  readonly hint: string
  /** Where in the text it stands; undefined where the whole file is meant. */
  readonly offset: number | undefined

  constructor(message: string, hint: string, offset?: number) {
    super(message)
    this.name = 'Refusal'
    this.hint = hint
    this.offset = offset
  }
}
