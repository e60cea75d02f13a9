/** The notifications of a site, sent into the real world. */
import type { SiteConfig } from '../config/site-config.ts'
import { createNotifier, type Notifier, type NotifierParts } from '../notify/notifier.ts'
import { post } from '../notify/post.ts'
import { commandRunner } from '../notify/run-command.ts'
import { childEnv } from './child-env.ts'
import type { Io } from './io.ts'

/** To be closed, and opened anew where the site-config was read again. */
export const openNotifier = (io: Io, { site, secret }: SiteConfig, log: NotifierParts['log']): Notifier =>
  createNotifier({
    site: site.id ?? '',
    rules: site.notifications,
    clock: io.clock,
    random: io.random,
    log,
    secret,
    redact: io.redact,
    send: { post, run: commandRunner(childEnv(io)) },
  })
