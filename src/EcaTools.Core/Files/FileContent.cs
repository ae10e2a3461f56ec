namespace EcaTools.Core.Files;

/// <summary>A file that is to be written together with others.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Bytes">What it holds.</param>
/// <param name="Options">How it is written.</param>
internal sealed record FileContent(string Path, byte[] Bytes, AtomicFileOptions Options);
