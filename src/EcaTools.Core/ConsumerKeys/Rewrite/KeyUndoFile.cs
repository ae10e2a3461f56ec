using System.Globalization;
using System.Text;
using System.Text.Json;
using EcaTools.Core.ConsumerKeys.Text;
using EcaTools.Core.Files;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>
/// The file from which an update is taken back: JSON, a line for each file that was rewritten. A line is on disk before
/// its file is changed, so that whatever stops an update, what was done can be undone. It holds consumer keys, and no
/// other text of the files.
/// </summary>
/// <param name="path">The full path. The file is made with the first line, for the user alone where the system can say
/// so.</param>
public sealed class KeyUndoFile(string path)
{
    private const string Format = "EcaTools consumer key undo 1";
    private const long MostBytes = 256L * 1024 * 1024;

    private static readonly byte[] FirstLine = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Format) + "\n");

    private bool _isMade;

    /// <summary>The full path.</summary>
    public string Path => path;

    /// <summary>Whether these are the first bytes of an undo file.</summary>
    internal static bool IsBegin(ReadOnlySpan<byte> begun) => begun.StartsWith(FirstLine);

    /// <summary>Adds what takes an update back.</summary>
    /// <exception cref="EcaException"><c>FileExists</c>, <c>FileNotWritten</c>.</exception>
    public void Add(KeyUndo undo)
    {
        if (!_isMade && File.Exists(path))
        {
            throw RewriteErrors.UndoFileExists(path);
        }

        try
        {
            FileStreamOptions options = new()
            {
                Mode = _isMade ? FileMode.Append : FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.Read,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using FileStream file = new(path, options);
            byte[] header = _isMade ? [] : FirstLine;
            _isMade = true;
            file.Write([
                .. header,
                .. JsonSerializer.SerializeToUtf8Bytes(undo, KeyUndoJson.Default.KeyUndo),
                (byte)'\n',
            ]);
            file.Flush(flushToDisk: true);
            if (header.Length > 0 && !OperatingSystem.IsWindows())
            {
                _ = Unix.FlushFolder(System.IO.Path.GetDirectoryName(path)!);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RewriteErrors.UndoFileNotWritten(path, exception);
        }
    }

    /// <summary>What takes an update back, the last change first.</summary>
    /// <exception cref="EcaException"><c>DocumentInvalid</c>.</exception>
    public static IReadOnlyList<KeyUndo> Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                throw RewriteErrors.UndoFileNotUsable(path, "it is too large.");
            }

            string[] lines = File.ReadAllLines(path);
            if (lines.Length < 1 || JsonSerializer.Deserialize(lines[0], KeyUndoJson.Default.String) != Format)
            {
                throw RewriteErrors.UndoFileNotUsable(path, "its first line says something else.");
            }

            List<KeyUndo> undo = [.. lines.Skip(1).Select((line, index) => Parse(path, line, index + 2))];
            undo.Reverse();
            return undo;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw RewriteErrors.UndoFileNotUsable(path, exception.Message, exception);
        }
    }

    private static KeyUndo Parse(string path, string line, int number)
    {
        KeyUndo? undo = JsonSerializer.Deserialize(line, KeyUndoJson.Default.KeyUndo);
        return
            undo is { File: not null, Before: not null, After: not null, Edits.IsDefaultOrEmpty: false }
            && System.IO.Path.IsPathFullyQualified(undo.File)
            && undo.Edits.All(edit =>
                edit is { OldKey: not null, NewKey: not null }
                && KnownKeys.IsValid(edit.OldKey)
                && KnownKeys.IsValid(edit.NewKey)
                && edit.OldWritten?.All(char.IsAscii) != false
            )
            ? undo
            : throw RewriteErrors.UndoFileNotUsable(
                path,
                string.Create(CultureInfo.InvariantCulture, $"line {number} is not complete.")
            );
    }
}
