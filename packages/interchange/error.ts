// The one error of this package: somebody else's session that cannot be read.

export type FormatErrorCode = 'not-this-format' | 'damaged' | 'too-large' | 'unsupported'
export class FormatError extends Error {
  override readonly name = 'FormatError'
  readonly hint: string
  constructor(
    readonly code: FormatErrorCode,
    message: string,
    options: { readonly hint: string },
  ) {
    super(message)
    this.hint = options.hint
  }
}
