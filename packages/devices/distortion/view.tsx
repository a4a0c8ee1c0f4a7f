// The distortion as a picture: the pedal's curve with how far the signal reaches, and its filters.
import { format } from '@tonmeister/project'
import { type DeviceView, type DeviceViewProps, hzLeft, Point, Response, TransferCurve, t } from '@tonmeister/ui'
import { lowCutOf, outputOf, responseOf } from './curves.ts'

/** dB above and below in the picture of the filters. */
const [ABOVE, BELOW] = [9, -33]

function View(props: DeviceViewProps) {
  const { values, device } = props
  const response = responseOf(values)
  const point = (hz: number) => ({ left: hzLeft(hz), top: (ABOVE - response(hz)) / (ABOVE - BELOW) })
  return (
    <div className="dynamics-view">
      <TransferCurve {...props} output={outputOf(values)} deps={['pedal', 'drive', 'level', 'output', 'mix'].map(values)} />
      <Response
        label={t('Filters of the pedal')}
        response={response}
        above={ABOVE}
        below={BELOW}
        deps={['pedal', 'tight', 'tone'].map(values)}
      >
        <Point
          {...props}
          label={t('Tightness and drive')}
          text={`${format(device.params.tight!, values('tight'))}, ${format(device.params.drive!, values('drive'))}`}
          {...point(lowCutOf(values))}
          x={{ name: 'tight' }}
          wheel={{ name: 'drive' }}
        />
        <Point {...props} label={t('Tone')} text={format(device.params.tone!, values('tone'))} {...point(3000)} y={{ name: 'tone' }} />
      </Response>
    </div>
  )
}
export default { width: 440, view: View } satisfies DeviceView
