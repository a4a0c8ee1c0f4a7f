// What is said when a connection is refused because it would close a circle.
import { t } from '@tonmeister/ui'

/** @param path  names of the strips on the way, first = last; undefined = it is refused for another reason */
export const circleText = (path: readonly string[] | undefined): string =>
  path
    ? t('That would send the signal in a circle: {path}. Nothing was changed.', { path: path.join(' → ') })
    : t('That cannot be connected. Nothing was changed.')
