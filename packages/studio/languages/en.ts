// English: the messages stand in the program itself.
import { ENGLISH } from '@tonmeister/ui'

export default ENGLISH
