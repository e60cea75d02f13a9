/** site.yaml with everything filled in that it leaves out. */
import type { Problem } from '../manifest/manifest.ts'
import type { ConfigDocument } from './config-document.ts'
import { check, siteFormat, type SiteDocument } from './schema.ts'
import type { Site } from './site-config.ts'

export function readSite(document: ConfigDocument): {
  readonly site: Site
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
} {
  const { value = {}, problems, warnings } = check(document, siteFormat)
  const site = siteOf(value)
  const { first, last } = site.vmidRange
  if (first <= last) return { site, problems, warnings }
  const problem = {
    ...document.at(['vmids']),
    message: `vmids.first ${first} is beyond vmids.last ${last}`,
    hint: 'give both',
  }
  return { site, problems: [...problems, problem], warnings }
}

/** Empty texts count as left out, as example files ship them. */
function siteOf({ id, reconcile, vmids, defaults = {} }: SiteDocument): Site {
  const { gateway, dns_servers, domain, timezone, bridge, vm_user, packages, host } = defaults
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
      vm_user: vm_user || 'homestak',
      packages: packages ?? [],
      ...(host ? { host } : {}),
    },
  }
}
