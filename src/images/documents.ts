/** What the image commands print as JSON. */
import type { ErrorCode } from '../errors.ts'

export type ImageOutcome =
  | 'present'
  | 'downloaded'
  | 'uploaded'
  | 'would-fetch'
  | 'verified'
  | 'unverified'
  | 'damaged'
  | 'removed'
  | 'would-remove'
  | 'kept'
  | 'absent'
  | 'failed'

export interface ImageResult {
  readonly image: string
  /** null: this machine. */
  readonly host: string | null
  readonly outcome: ImageOutcome
  /** Volume id on the host, or path of the file here. */
  readonly place: string | null
  /** `sha256:` and the digits that are known. */
  readonly digest: string | null
  readonly size: number | null
  /** What there is to say beyond the outcome. */
  readonly message: string | null
  readonly hint: string | null
  /** Of the error, where the outcome is failed. */
  readonly code: ErrorCode | null
}

/** Of `fetch`, `verify` and `remove`. */
export interface ImageDocument {
  readonly schema: 'homestak/image/v1'
  readonly action: 'fetch' | 'verify' | 'remove'
  readonly dry: boolean
  readonly results: readonly ImageResult[]
}

export interface ImageOrigin {
  /** `OWNER/NAME`; null for a URL. */
  readonly repository: string | null
  readonly tag: string | null
  readonly url: string | null
}

/** An image that a host has, in whatever form. */
export interface ListedImage {
  readonly image: string
  /** `import`: a volume to make disks from. `iso`: where the API cannot use it. `mapped`: named by the host's file. */
  readonly kind: 'import' | 'template' | 'iso' | 'mapped'
  /** Volume id, or vmid of the template. */
  readonly place: string
  /** `sha256:` and its first 16 digits; null where they are not known. */
  readonly digest: string | null
  readonly size: number | null
  /** false: its copy broke off, or goes on now. */
  readonly whole: boolean
  /** Guests of this image are made from it. */
  readonly chosen: boolean
  readonly origin: ImageOrigin | null
  /** What names the image, where this is the one that the name means. */
  readonly usedBy: readonly string[]
}

export interface ListedHost {
  readonly host: string
  /** null: it could be looked at. */
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly hint: string | null } | null
  readonly images: readonly ListedImage[]
}

export interface ImageListDocument {
  readonly schema: 'homestak/image-list/v1'
  readonly hosts: readonly ListedHost[]
  /** On this machine. */
  readonly cached: readonly {
    /** null where that was not kept. */
    readonly image: string | null
    readonly digest: string
    readonly size: number
    readonly file: string
    readonly origin: ImageOrigin | null
  }[]
}
