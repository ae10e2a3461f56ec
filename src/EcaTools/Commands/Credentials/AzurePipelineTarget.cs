using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using EcaTools.Core.Credentials;
using EcaTools.Core.Delivery;

namespace EcaTools.Commands.Credentials;

/// <summary>
/// Secret variables of the Azure DevOps job that runs, for its later steps: logging commands on the process's standard
/// output, which the agent reads and masks (Azure Pipelines: logging commands). They go around PowerShell's streams,
/// whose preferences could hold them back and whose variables and transcripts would keep the secret. The agent hands
/// nothing back.
/// </summary>
internal sealed class AzurePipelineTarget : ICredentialTarget
{
    private const string ConsoleHost = "ConsoleHost";

    private readonly string _keyVariable;
    private readonly string _secretVariable;

    /// <exception cref="Core.EcaException">
    /// <c>DeliveryNotAvailable</c>, or <c>ParameterInvalid</c>.
    /// </exception>
    public AzurePipelineTarget(PSHost host, string keyVariable, string secretVariable)
    {
        // Anywhere else the agent that masks the secret is missing, and it would stand in a log.
        if (!"True".Equals(Environment.GetEnvironmentVariable("TF_BUILD"), StringComparison.OrdinalIgnoreCase))
        {
            throw DeliveryCommandErrors.NotInAzurePipelines();
        }

        // In a background job or a remote session, standard output is not the agent's, or there is none.
        using Stream output = Console.OpenStandardOutput();
        if (host.Name != ConsoleHost || output == Stream.Null)
        {
            throw DeliveryCommandErrors.AgentNotReached($"this session's host is {host.Name}");
        }

        // The names go into a command with a syntax of its own, so they may be what an environment's variables may be.
        _ = new EnvironmentFileTarget("", keyVariable, secretVariable);
        (_keyVariable, _secretVariable) = (keyVariable, secretVariable);
    }

    public string Name => $"pipeline variables {_keyVariable}, {_secretVariable}";

    public bool CanReadBack => false;

    public bool IsAtomic => false;

    public Task DeliverAsync(EcaCredential credential, CancellationToken cancellation)
    {
        // The secret first: should the job end in between, no step finds the new key with the old secret. PowerShell
        // may not have ended the line before.
        string secret = new PSCredential(credential.ConsumerKey, credential.Secret).GetNetworkCredential().Password;
        byte[] lines = Encoding.UTF8.GetBytes(
            Environment.NewLine + Command(_secretVariable, secret) + Command(_keyVariable, credential.ConsumerKey)
        );
        try
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write(lines);
            output.Flush();
        }
        catch (IOException exception)
        {
            throw DeliveryCommandErrors.AgentNotReached(exception.Message);
        }

        return Task.CompletedTask;
    }

    public Task<DeliveredCredential?> ReadBackAsync(EcaCredential expected, CancellationToken cancellation) =>
        Task.FromResult<DeliveredCredential?>(null);

    private static string Command(string variable, string value) =>
        $"##vso[task.setvariable variable={variable};issecret=true]{Escape(value)}{Environment.NewLine}";

    /// <summary>The value, as the agent's own libraries escape the data of a command.</summary>
    private static string Escape(string value) =>
        value
            .Replace("%", "%AZP25", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
}
