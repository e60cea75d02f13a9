/** What is sent: the events as they are, and a text for those who only show one. */
import type { RunEvent } from '../reconciler/documents.ts'

export interface Message {
  readonly schema: 'homestak/notification/v1'
  readonly site: string
  /** A line for each event; chats show this. */
  readonly text: string
  /** Oldest first. */
  readonly events: readonly RunEvent[]
}

export const messageOf = (site: string, events: readonly RunEvent[]): Message => ({
  schema: 'homestak/notification/v1',
  site,
  text: events.map((event) => lineOf(site, event)).join('\n'),
  events,
})

const lineOf = (site: string, { key, host, reason, message }: RunEvent): string => {
  const about = key ?? (host === null ? null : `host ${host}`)
  return [site, ...(about === null ? [] : [about]), message === '' ? reason : `${reason}: ${message}`].join(' · ')
}
