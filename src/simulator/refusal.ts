/** How an API method says no: the status, the message that becomes the reason phrase, and errors by field. */

export class Refusal extends Error {
  readonly status: number
  readonly errors: Readonly<Record<string, string>> | undefined
  /** Answered only after as long as wrong credentials are. */
  readonly late: boolean

  constructor(status: number, message: string, errors?: Readonly<Record<string, string>>, late = false) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.errors = errors
    this.late = late
  }
}

/** A refusal without a body: by the proxy itself, and of what the daemon behind it could not answer. */
export class BareRefusal extends Refusal {}

/** A plain failure, as nearly everything is in Proxmox VE: unknown guest, wrong digest, locked guest. */
export const failure = (message: string): Refusal => new Refusal(500, message)

export const parameterRefusal = (errors: Readonly<Record<string, string>>): Refusal =>
  new Refusal(400, 'Parameter verification failed.', errors)

/** `what` is `PATH, PRIVILEGES`; absent where several paths were tried. */
export const permissionRefusal = (what?: string): Refusal =>
  new Refusal(403, what === undefined ? 'Permission check failed' : `Permission check failed (${what})`)

/** A refusal inside of other text, with its number unless it is a plain failure. */
export function withStatus({ status, message, errors = {} }: Refusal): string {
  if (status === 500) return message
  const fields = Object.entries(errors).map(([field, text]) => `\n${field}: ${text}`)
  return `${status} ${message}${fields.join('')}`
}

/** Does the work; a refusal of it is a plain failure that begins with `act`. */
export function prefixed<T>(act: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof Refusal ? failure(`${act}: ${withStatus(error)}`) : error
  }
}

/** The text of anything thrown, on one line, as a task shows it. */
export function lineOf(error: unknown): string {
  if (error instanceof Refusal) return withStatus(error).replaceAll('\n', ' ')
  return (error instanceof Error ? error.message : String(error)).replaceAll('\n', ' ')
}
