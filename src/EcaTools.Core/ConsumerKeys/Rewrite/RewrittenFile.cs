using EcaTools.Core.Files;

namespace EcaTools.Core.ConsumerKeys.Rewrite;

/// <summary>
/// Puts a file's new contents in the place of its old ones, so that whoever looks sees the one or the other, complete.
/// </summary>
public static class RewrittenFile
{
    /// <summary>
    /// Carries a plan out. A link is followed, and the file that it leads to is replaced. Owner, group and rights stay;
    /// on Windows the access list too.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="undo">Where to note first what takes it back; null where it is itself an undo.</param>
    /// <exception cref="EcaException">
    /// <c>FileChanged</c>: somebody was quicker; <c>FileNotWritten</c>; those of <see cref="KeyUndoFile.Add"/>.
    /// </exception>
    public static void Write(RewritePlan plan, KeyUndoFile? undo)
    {
        ArgumentNullException.ThrowIfNull(plan);
        try
        {
            string target = AtomicFile.TargetOf(plan.File);
            using FolderLock held = FolderLock.Take(Path.GetDirectoryName(target)!, CancellationToken.None);
            AtomicFile.Write(target, plan.After.Span, AtomicFileOptions.Careful with { MayReplace = IsUnchanged });

            bool IsUnchanged()
            {
                if (!File.ReadAllBytes(target).AsSpan().SequenceEqual(plan.Before.Span))
                {
                    throw RewriteErrors.FileChangedSince(plan.File);
                }

                undo?.Add(plan.Undo);
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RewriteErrors.FileNotRewritten(plan.File, exception);
        }
    }
}
