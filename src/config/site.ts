/** site.yaml with everything filled in that it leaves out. */
import type { Problem } from '../manifest/manifest.ts'
import type { ConfigDocument } from './config-document.ts'
import { readImages } from './images.ts'
import { readNotifications } from './notifications.ts'
import type { SiteDocument } from './documents.ts'
import { check, siteFormat } from './schema.ts'
import type { Site } from './site-config.ts'

export interface ReadSite {
  readonly site: Site
  readonly document: ConfigDocument
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** `dir` is the site-config, absolute. */
export function readSite(given: ConfigDocument, dir: string): ReadSite {
  const { document, value = {}, problems, warnings } = check(given, siteFormat)
  const told = readNotifications(document, value.settings?.notifications ?? [])
  const fetched = readImages(document, value, dir)
  const site = { ...siteOf(value), notifications: told.rules, images: fetched.images }
  return {
    site,
    document,
    problems: [...problems, ...rangeProblems(document, site), ...told.problems, ...fetched.problems],
    warnings,
  }
}

function rangeProblems(document: ConfigDocument, { vmidRange: { first, last } }: Site): readonly Problem[] {
  if (first <= last) return []
  const message = `vmids.first ${first} is beyond vmids.last ${last}`
  return [{ ...document.at(['vmids']), message, hint: 'give both' }]
}

/** Empty texts count as left out, as example files ship them. */
function siteOf({ id, reconcile, vmids, defaults = {} }: SiteDocument): Omit<Site, 'notifications' | 'images'> {
  const { gateway, dns_servers, domain, timezone, bridge, provisioner, vm_user, packages, host } = defaults
  const { host_user, server_url, pve_remove_subscription_nag } = defaults
  return {
    id: id ?? null,
    reconcile: reconcile ?? null,
    vmidRange: { first: vmids?.first ?? 10_000, last: vmids?.last ?? 19_999 },
    defaults: {
      ...(gateway ? { gateway } : {}),
      dns_servers: dns_servers ?? [],
      ...(domain ? { domain } : {}),
      ...(timezone ? { timezone } : {}),
      bridge: bridge || 'vmbr0',
      ...(provisioner ? { provisioner } : {}),
      vm_user: vm_user || 'homestak',
      ...(host_user ? { host_user } : {}),
      ...(server_url ? { server_url } : {}),
      pve_remove_subscription_nag: pve_remove_subscription_nag ?? true,
      packages: packages ?? [],
      ...(host ? { host } : {}),
    },
  }
}
