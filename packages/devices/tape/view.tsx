// The tape as a picture: the curve that it is recorded through, and the response that the machine leaves.
import { format } from '@tonmeister/project'
import { type DeviceView, type DeviceViewProps, hzLeft, Point, Response, TransferCurve, t } from '@tonmeister/ui'
import { outputOf, responseOf, SPEEDS } from './curves.ts'

/** dB above and below in the picture of the response. */
const [ABOVE, BELOW] = [9, -15]

function View(props: DeviceViewProps) {
  const { values, device, sampleRate } = props
  const response = responseOf(values, sampleRate)
  const bump = SPEEDS[Math.round(values('speed'))]![1]
  const top = (hz: number) => (ABOVE - response(hz)) / (ABOVE - BELOW)
  return (
    <div className="dynamics-view">
      <TransferCurve {...props} output={outputOf(values)} deps={['drive', 'bias', 'level', 'output', 'mix'].map(values)}>
        <Point
          {...props}
          label={t('Record level and bias')}
          text={`${format(device.params.drive!, values('drive'))}, ${format(device.params.bias!, values('bias'))}`}
          left={(1 + Math.min(1, 1 / 10 ** (values('drive') / 20))) / 2}
          top={(1 - outputOf(values)(Math.min(1, 1 / 10 ** (values('drive') / 20)))) / 2}
          x={{ name: 'drive', move: (from, share) => from - share * 40 }}
          y={{ name: 'bias' }}
          wheel={{ name: 'mix' }}
        />
      </TransferCurve>
      <Response
        label={t('Response of the tape machine')}
        response={response}
        above={ABOVE}
        below={BELOW}
        deps={['speed', 'bias', 'bump', 'loss'].map(values)}
      >
        <Point
          {...props}
          label={t('Head bump')}
          text={format(device.params.bump!, values('bump'))}
          left={hzLeft(bump)}
          top={top(bump)}
          y={{ name: 'bump' }}
        />
        <Point
          {...props}
          label={t('Treble loss')}
          text={format(device.params.loss!, values('loss'))}
          left={hzLeft(12_000)}
          top={top(12_000)}
          y={{ name: 'loss', move: (from, share) => from - share * 100 }}
        />
      </Response>
    </div>
  )
}
export default { width: 440, view: View } satisfies DeviceView
