using System.Management.Automation;
using EcaTools.Core.Credentials;
using EcaTools.Engine;

namespace EcaTools.Commands.Credentials;

/// <summary>Proves pairs by the user's own script block, on the cmdlet's thread and with errors that stop.</summary>
internal sealed class VerifyScript(PipelineThread pipeline, ScriptBlock script)
{
    /// <summary>Null where the pair is good; else why it is not.</summary>
    public Task<string?> RefusalAsync(EcaCredential pair, CancellationToken cancellation) =>
        pipeline.InvokeAsync(() =>
        {
            PSCredential credential = new(pair.ConsumerKey, pair.Secret);
            using ErrorGuard guard = new(credential);
            try
            {
                return UserScript.Invoke(script, credential, pair).Any(item => item?.BaseObject is false)
                    ? "the script of -Verify wrote $false"
                    : null;
            }
            catch (RuntimeException failure) when (failure is not PipelineStoppedException)
            {
                return $"the script of -Verify failed: {SecretText.Hide(failure.Message, credential)}";
            }
        });
}
