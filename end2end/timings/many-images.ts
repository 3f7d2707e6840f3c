// The usual servers, with a repository that holds 100,000 images before Berth reads it for the first time.

import { stand } from '../support/servers.ts';
import { places } from '../support/stand.ts';

export const IMAGES = 100_000;

export default (): Promise<() => Promise<void>> =>
  stand(async () => {
    const pushes = { account: '123456789012', region: 'us-east-1', name: 'payments/api', count: IMAGES };
    const response = await fetch(`${places.aws}/_sandbox/world/aws/images`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pushes),
    });
    if (!response.ok) throw new Error(`the sandbox took no images: ${response.status} ${await response.text()}`);
  });
