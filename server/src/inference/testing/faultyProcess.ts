/**
 * An inference process whose devices fail as the environment variable SPINEL_TEST_FAULTS says, for tests of what the service makes of it:
 * `webgpu=run` dies at the first job on webgpu, `cuda=open` dies while it opens, `cuda=refuse` refuses it, `webgpu=slow` opens it and
 * finds it too slow; `webgpu/hull=refuse` does so for one model alone. A device that is not named is opened on the CPU.
 */
import { type OpenRequest, type OpenResult, openDevice } from '../openDevice.ts';
import { serve } from '../serve.ts';

const faults = new Map(
  (process.env.SPINEL_TEST_FAULTS ?? '').split(',').map((fault) => fault.split('=') as [string, string]),
);

function die(): void {
  console.error('the driver says goodbye');
  process.kill(process.pid, 'SIGKILL');
}

function refuse(request: OpenRequest, message: string): OpenResult {
  return {
    ok: false,
    refusal: { kind: 'refused', quantity: request.quantity, device: request.device, code: 'SP4004', message },
  };
}

serve(async (request, model) => {
  const fault = faults.get(`${request.device}/${request.quantity}`) ?? faults.get(request.device);
  if (fault === 'open') die();
  if (fault === 'refuse') return refuse(request, 'it is refused for a test');
  if (fault === 'slow') return refuse(request, 'it works but is slower than the CPU here');
  const result = await openDevice({ ...request, device: 'cpu' }, model);
  if (!result.ok || fault !== 'run') return result;
  return {
    ...result,
    network: {
      ...result.network,
      run: async (input) => {
        die();
        return result.network.run(input);
      },
    },
  };
});
