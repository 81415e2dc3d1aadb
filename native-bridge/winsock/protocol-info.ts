// The codec is pure and shared with the page; the bridge finds it beside its bindings.
export * from '../../app/shared/domain/protocol-info.ts';
