/** Opens what the system passes to the app (a file by its association, a link of the app's scheme): at the start and on arrival. */
import { follow } from '../store/bootstrap.ts';
import { ask, onOpened } from '../store/host-client.ts';
import { showNotice } from '../store/ui.ts';
import { providerFor } from '../store/provider-choice.ts';
import { fromBase64 } from '../browser/base64.ts';
import { openFile } from './open-file.ts';

export function takeWhatIsOpened(): void {
  onOpened(() => void takeAll());
  void takeAll();
}

async function takeAll(): Promise<void> {
  for (let opened = await ask('app.opened', {}); opened !== null; opened = await ask('app.opened', {})) {
    if (opened.kind === 'problem') showNotice(opened.message);
    else if (opened.kind === 'link') await follow(opened.link);
    else {
      const providers = (await ask('providers.list', {})) ?? [];
      const file = new File([opened.kind === 'file' ? opened.text : fromBase64(opened.base64)], opened.name);
      await openFile(file, (rules) => providerFor(providers, rules, null) ?? 'model');
    }
  }
}
