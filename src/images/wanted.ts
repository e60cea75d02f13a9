/** An image as it is to be downloaded: known by its digest before the first byte of it has come. */

export interface WantedPart {
  readonly name: string
  readonly url: string
  /** Where the host itself may fetch it; null where only we can. */
  readonly publicUrl: string | null
  /** Bytes, as announced; null where only the answer will tell. */
  readonly size: number | null
}

export interface WantedImage {
  readonly image: string
  /** SHA-256 of the whole file, 64 hexadecimal digits: the version of the image. */
  readonly digest: string
  readonly parts: readonly WantedPart[]
  /** Bytes of the whole; null where a part's are not known. */
  readonly size: number | null
  readonly origin: Origin
}

/** Where a file came from, kept beside it. */
export interface Origin {
  readonly image: string
  readonly digest: string
  /** `OWNER/NAME`; null for a URL. */
  readonly repository: string | null
  readonly tag: string | null
  readonly url: string | null
}
