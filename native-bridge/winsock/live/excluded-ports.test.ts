import { expect, it } from 'vitest';
import { excludedPort } from './excluded-ports.ts';

/** In the layout that Microsoft documents for netsh. */
const TCP = '\r\nProtocol tcp Port Exclusion Ranges\r\n\r\nStart Port    End Port      \r\n----------    --------      \r\n'
  + '      5357        5357      \r\n     50000       50059     *\r\n\r\n* - Administered port exclusions.\r\n';
const asked = (protocol: string): string => (protocol === 'tcp' ? TCP : '');

it.each([[5357, '5357 to 5357'], [50_059, '50000 to 50059']])('port %i is in a reserved range', (port, range) => {
  expect(excludedPort(port, asked)).toEqual([
    `Windows reserves the TCP ports ${range}: bind fails with WSAEACCES (10013). `
      + '"netsh interface ipv4 show excludedportrange protocol=tcp" lists the ranges.']);
});

it.each([5356, 50_060, 80])('port %i is in none', (port) => { expect(excludedPort(port, asked)).toEqual([]); });
