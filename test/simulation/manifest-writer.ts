/** The manifests of a random run: what is declared, as data that edits change, and as text. */
import { stringify } from 'yaml'

export interface Declared {
  readonly name: string
  preset: 'vm-xsmall' | 'vm-small' | 'vm-medium'
  image: 'debian-12' | 'debian-13'
  template: boolean
  disk: number
  tags: string[]
  vmid: number | null
  protect: boolean
  depends_on: string[]
  moved_from: string | null
  data: number | null
}

export interface Manifests {
  readonly manifests: Map<string, Declared[]>
}

export const newNode = (name: string): Declared => ({
  name,
  preset: 'vm-small',
  image: 'debian-12',
  template: false,
  disk: 10,
  tags: [],
  vmid: null,
  protect: false,
  depends_on: [],
  moved_from: null,
  data: null,
})

/** One file for each manifest that has nodes. */
export function textsOf({ manifests }: Manifests): Map<string, string> {
  const texts = [...manifests]
    .filter(([, nodes]) => nodes.length > 0)
    .map(([name, nodes]) => {
      const settings = { restart: 'auto', replace: 'auto', on_error: 'continue' }
      return [`${name}.yaml`, stringify({ schema_version: 2, name, settings, nodes: nodes.map(nodeOf) })] as const
    })
  return new Map(texts)
}

const nodeOf = ({
  name,
  preset,
  image,
  template,
  disk,
  tags,
  vmid,
  protect,
  depends_on,
  moved_from,
  data,
}: Declared) => ({
  name,
  type: 'vm',
  preset,
  image,
  template,
  disk,
  tags,
  protect,
  depends_on,
  ...(vmid === null ? {} : { vmid }),
  ...(moved_from === null ? {} : { moved_from }),
  ...(data === null ? {} : { disks: [{ name: 'data', size: data }] }),
})
