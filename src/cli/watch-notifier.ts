/** The notifications of a run that watches: as the newest site-config has them. */
import type { SiteConfig } from '../config/site-config.ts'
import type { Notifier, NotifierParts } from '../notify/notifier.ts'
import type { Io } from './io.ts'
import { openNotifier } from './notifications.ts'

export interface WatchNotifier extends Notifier {
  /** From now on by the rules and secrets of this one. */
  follow(config: SiteConfig): void
}

export function watchNotifier(io: Io, log: NotifierParts['log'], first: SiteConfig): WatchNotifier {
  const essence = ({ site, secretValues }: SiteConfig) => JSON.stringify([site.notifications, secretValues])
  let known = essence(first)
  let notifier = openNotifier(io, first, log)
  const closing: Promise<void>[] = []
  return {
    tell: (event) => notifier.tell(event),
    follow(next) {
      if (essence(next) === known) return
      known = essence(next)
      closing.push(notifier.close())
      notifier = openNotifier(io, next, log)
    },
    async close() {
      await Promise.all([...closing, notifier.close()])
    },
  }
}
