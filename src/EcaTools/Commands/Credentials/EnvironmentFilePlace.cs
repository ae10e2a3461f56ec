using EcaTools.Core.Delivery;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// Checks an environment file before the first change, so that no rotation stages a pair that it can't deliver.
/// </summary>
internal static class EnvironmentFilePlace
{
    /// <summary>The target.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <param name="variables">The variables for the key and for the secret.</param>
    /// <param name="isPreview">Whether nothing may be written, not even to try.</param>
    /// <param name="warn">Writes a warning.</param>
    /// <exception cref="Core.EcaException">
    /// <c>ParameterInvalid</c>, <c>FileNotReadable</c>, <c>DocumentInvalid</c>,
    /// <c>FileNotWritten</c>.
    /// </exception>
    public static EnvironmentFileTarget Open(
        string path,
        (string Key, string Secret) variables,
        bool isPreview,
        Action<string> warn
    )
    {
        EnvironmentFileTarget target = new(path, variables.Key, variables.Secret);
        if (!isPreview)
        {
            target.RequireWritable();
        }

        if (target.IsOpenToEveryone)
        {
            warn(
                $"{path} can be read by every user of this machine, and keeps that mode. "
                    + $"To keep the consumer secret from them, run: chmod o= '{path}'."
            );
        }

        return target;
    }
}
