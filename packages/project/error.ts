// The one error of this package: a project that cannot be read, or a position that cannot be understood.

export type ProjectErrorCode = 'not-a-project' | 'newer' | 'damaged' | 'missing' | 'exists' | 'refused' | 'position' | 'too-large'

/** Something about the world, not about us: a code to branch on, a sentence, and what to do. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError'
  readonly hint: string
  constructor(
    readonly code: ProjectErrorCode,
    message: string,
    options: { readonly hint: string },
  ) {
    super(message)
    this.hint = options.hint
  }
}
