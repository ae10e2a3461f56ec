namespace EcaTools.Core.ConsumerKeys;

/// <summary>Puts a file's new contents in the place of its old ones, so that whoever looks sees the one or the other, whole.</summary>
public static class RewrittenFile
{
    private static int count;

    /// <summary>Carries a plan out. A link is followed, and the file that it leads to is replaced. Rights stay; on Windows the access list too.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="undo">Where to note first what takes it back; null where it is itself an undo.</param>
    /// <exception cref="EcaException"><c>FileChangedSince</c>: somebody was quicker; <c>FileNotRewritten</c>; those of <see cref="KeyUndoFile.Add"/>.</exception>
    public static void Write(RewritePlan plan, KeyUndoFile? undo)
    {
        string? temporary = null;
        try
        {
            string target = File.ResolveLinkTarget(plan.File, returnFinalTarget: true)?.FullName ?? plan.File;
            temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Environment.ProcessId:x}-{Interlocked.Increment(ref count):x}.tmp");
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                // Closed to others until it has the rights of the file that it replaces.
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (FileStream file = new(temporary, options))
            {
                file.Write(plan.After.Span);
                file.Flush(flushToDisk: true);
            }

            if (!File.ReadAllBytes(target).AsSpan().SequenceEqual(plan.Before.Span))
            {
                throw RewriteErrors.FileChangedSince(plan.File);
            }

            undo?.Add(plan.Undo);
            if (OperatingSystem.IsWindows())
            {
                File.Replace(temporary, target, null);
            }
            else
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
                File.Move(temporary, target, overwrite: true);
            }

            temporary = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RewriteErrors.FileNotRewritten(plan.File, exception);
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
    }
}
