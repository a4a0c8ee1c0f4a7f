// The one error of this package: media that cannot be read or written.

export type MediaErrorCode = 'not-audio' | 'unsupported' | 'damaged' | 'empty' | 'too-large' | 'not-finite' | 'missing' | 'write-failed'

/** Something about a file, not about us: a code to branch on, a sentence, and what to do. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
  readonly hint: string
  constructor(
    readonly code: MediaErrorCode,
    message: string,
    options: { readonly hint: string },
  ) {
    super(message)
    this.hint = options.hint
  }
}
