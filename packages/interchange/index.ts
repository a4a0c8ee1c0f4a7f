// Other people's session formats. A list; the folders say the rest.
import { formats } from './catalog/formats.ts'
import type { Format } from './format.ts'

export { formats } from './catalog/formats.ts'
export { FormatError } from './error.ts'
export { defineFormat, type Format, type Instrument, type Loss, type ReadContext, type ReadResult } from './format.ts'

/** The format whose sign the file bears, or undefined. */
export const sniffFormat = (head: Uint8Array): Format | undefined => (Object.values(formats) as Format[]).find((f) => f.sniff(head))
