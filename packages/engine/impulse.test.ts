// In any net of groups, sends before and after the fader, and keys, whatever each device delays, all paths arrive on the same sample.
import { describeNets } from './testing.nets.node.ts'

describeNets(20)
