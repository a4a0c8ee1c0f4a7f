// Deutsch.
import type { Language } from '@tonmeister/ui'

export default { id: 'de', name: 'Deutsch', messages: {} } satisfies Language
