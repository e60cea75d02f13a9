/** A state as OpenTofu reads it, written for the one plan that begins with it. */
import type { Ready } from './ready.ts'

/** As one of our modules names it. */
export interface StateResource {
  readonly type: string
  readonly name: string
  readonly instances: readonly unknown[]
}

export const stateText = (
  resources: readonly StateResource[],
  lineage: string,
  { version, provider }: Pick<Ready, 'version' | 'provider'>,
): string =>
  JSON.stringify({
    version: 4,
    terraform_version: version,
    serial: 1,
    lineage,
    outputs: {},
    resources: resources.map(({ type, name, instances }) => ({
      mode: 'managed',
      type,
      name,
      provider: `provider["${provider}"]`,
      instances,
    })),
  })

/** `key`: of one of many, by its name or place. */
export const stateInstance = (attributes: Readonly<Record<string, unknown>>, key?: string | number) => ({
  ...(key === undefined ? {} : { index_key: key }),
  schema_version: 0,
  attributes,
})
