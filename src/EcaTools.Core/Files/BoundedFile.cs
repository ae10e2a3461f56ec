namespace EcaTools.Core.Files;

/// <summary>Reads small files whole. What has no length, such as a pipe or a device, is read as far as the
/// bound.</summary>
internal static class BoundedFile
{
    /// <summary>The bytes of a file; null if it has more than the bound.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">The most bytes that it may have.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? Read(string path, int largest)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] bytes = new byte[largest + 1];
        int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        byte[]? content = count > largest ? null : bytes[..count];

        // The file may hold a private key.
        Array.Clear(bytes, 0, count);
        return content;
    }
}
